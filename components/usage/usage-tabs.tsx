import { SegmentedLinks } from '@/components/ui/segmented';

/** Between what was used and what may be used. */
export const UsageTabs = ({ at }: { at: 'usage' | 'limits' }) => (
  <SegmentedLinks label="Usage pages" value={at} options={[{ value: 'usage', label: 'Usage', href: '/usage' }, { value: 'limits', label: 'Your limits', href: '/usage/limits' }]} />
);
