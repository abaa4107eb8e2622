import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ blocks: ['h-[360px]', 'h-[280px]'] }]} />;

export default Loading;
