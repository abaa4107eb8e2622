import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ blocks: ['h-[390px]', 'h-[240px]'] }]} />;

export default Loading;
