import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={{[{ blocks: ['h-[150px]'] }, { blocks: ['h-[340px]'] }]}} />;

export default Loading;
