import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ columns: 'sm:grid-cols-2 xl:grid-cols-4', blocks: ['h-[380px]', 'h-[380px]', 'h-[380px]', 'h-[380px]'] }]} />;

export default Loading;
