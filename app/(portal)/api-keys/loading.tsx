import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ blocks: ['h-[200px]'] }]} />;

export default Loading;
