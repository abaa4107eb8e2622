import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ columns: 'lg:grid-cols-[minmax(0,1fr)_400px]', blocks: ['h-[340px]', 'h-[440px]'] }]} />;

export default Loading;
