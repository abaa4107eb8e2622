import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ blocks: ['h-[140px]', 'h-[480px]'] }]} />;

export default Loading;
