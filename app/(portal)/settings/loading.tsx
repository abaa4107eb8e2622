import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ columns: 'max-w-[720px]', blocks: ['h-[260px]', 'h-[130px]'] }]} />;

export default Loading;
