import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ columns: 'items-start xl:grid-cols-[1fr_336px]', blocks: ['h-[504px]', 'h-[220px]'] }]} />;

export default Loading;
