import { redirect } from 'next/navigation';

const LimitsPage = () => redirect('/usage/limits');

export default LimitsPage;
