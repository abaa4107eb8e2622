import { SegmentedLinks } from '@/components/ui/segmented';

const pages = [{ value: 'usage', label: 'Usage', href: '/usage' }, { value: 'trends', label: 'Trends', href: '/usage/trends' }, { value: 'limits', label: 'Your limits', href: '/usage/limits' }];

/** Between what was used, where that is heading, and what may be used. */
export const UsageTabs = ({ at }: { at: 'usage' | 'trends' | 'limits' }) => <SegmentedLinks label="Usage pages" value={at} options={pages} />;
