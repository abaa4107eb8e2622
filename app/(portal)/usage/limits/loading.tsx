import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ blocks: ['h-[180px]', 'h-[220px]', 'h-[220px]'] }]} />;

export default Loading;
