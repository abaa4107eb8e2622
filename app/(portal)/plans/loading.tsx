import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ blocks: ['h-[240px]'] }, { columns: 'sm:grid-cols-2 lg:grid-cols-3', blocks: ['h-[380px]', 'h-[380px]', 'h-[380px]', 'h-[380px]'] }, { blocks: ['h-[420px]'] }]} />;

export default Loading;
