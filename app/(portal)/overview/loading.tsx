import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={[{ columns: 'lg:grid-cols-3', blocks: ['h-[208px] lg:col-span-2', 'h-[208px]'] }, { blocks: ['h-[121px]'] }, { blocks: ['h-[350px]'] }, { blocks: ['h-[420px]'] }]} />;

export default Loading;
