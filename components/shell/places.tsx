'use client';

import { createContext, useContext, type ReactNode } from 'react';
import { destinations, type Destination, type Offer } from './destinations';

const PlacesContext = createContext<readonly Destination[]>(destinations);

/** Leaves out of the navigation what this product does not offer, or this person may not see. */
export const Places = ({ offers, children }: { offers: readonly Offer[]; children: ReactNode }) => (
  <PlacesContext value={destinations.filter(({ needs }) => needs === undefined || offers.includes(needs))}>{children}</PlacesContext>
);

/** The places that are here. */
export const usePlaces = (): readonly Destination[] => useContext(PlacesContext);

/** Those of them that the navigation itself shows. */
export const useNavPlaces = (): readonly Destination[] => usePlaces().filter(({ isAside }) => !isAside);
