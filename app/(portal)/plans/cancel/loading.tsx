import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ columns: 'lg:grid-cols-[minmax(0,1fr)_360px]', blocks: ['h-[560px]', 'h-[360px]'] }]} />;

export default Loading;
