import { PageSkeleton } from '@/components/shell/page-skeleton';

const Loading = () => <PageSkeleton rows={{[{ columns: 'max-w-[640px]', blocks: ['h-64'] }]}} />;

export default Loading;
