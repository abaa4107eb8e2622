import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ blocks: ['h-[420px]'] }]} />;

export default Loading;
