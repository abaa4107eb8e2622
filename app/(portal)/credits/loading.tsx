import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ columns: 'sm:grid-cols-2', blocks: ['h-[160px]', 'h-[160px]'] }, { blocks: ['h-[180px]', 'h-[240px]', 'h-[320px]'] }]} />;

export default Loading;
