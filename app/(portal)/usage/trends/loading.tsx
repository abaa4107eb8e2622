import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ blocks: ['h-[400px]'] }, { blocks: ['h-[320px]'] }, { columns: 'lg:grid-cols-2', blocks: ['h-[280px]', 'h-[280px]'] }]} />;

export default Loading;
