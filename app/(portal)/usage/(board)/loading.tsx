import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ columns: 'md:grid-cols-2', blocks: ['h-[240px]', 'h-[240px]'] }, { blocks: ['h-[400px]'] }, { columns: 'lg:grid-cols-2', blocks: ['h-[280px]', 'h-[280px]'] }, { blocks: ['h-[600px]'] }]} />;

export default Loading;
