import type Stripe from 'stripe';

type Primitive = string | number | boolean | bigint | null | undefined;
type Documented<T> = T extends string ? (string extends T ? never : T) : T;
type Closed<T> = [Extract<Documented<T>, string>] extends [never] ? T : Documented<T>;
type Absent<T> = [T] extends [void | undefined] ? true : false;

/** The JSON form of an SDK type: Decimal is a string, open enums hold the documented values only, fields that can never be set are left out. */
export type Wire<T> = WireOf<Closed<T>>;
type WireOf<T> = T extends Stripe.Decimal
  ? string
  : T extends Primitive
    ? T
    : T extends Array<infer Item>
      ? Array<Wire<Item>>
      : T extends object
        ? { [Key in keyof T as Absent<T[Key]> extends true ? never : Key]: Wire<T[Key]> }
        : T;

interface Entity {
  id: string;
  object: string;
}
type Unexpanded<T> = [Extract<T, string>] extends [never] ? T : Exclude<T, Entity>;

/** What the store keeps: a wire object in which every expandable field is still the bare id. */
export type Stored<T> = StoredOf<Closed<Unexpanded<T>>>;
type StoredOf<T> = T extends Stripe.Decimal
  ? string
  : T extends Primitive
    ? T
    : T extends Array<infer Item>
      ? Array<Stored<Item>>
      : T extends object
        ? { [Key in keyof T as Absent<T[Key]> extends true ? never : Key]: Stored<T[Key]> }
        : T;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export interface JsonObject {
  [key: string]: Json;
}
