'use client';

import { Download } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { exportAddress, type Span } from './usage-queries';

/** Every single call of what is shown, as a file. */
export const ExportMenu = ({ span }: { span: Span }) => (
  <Menu align="end" trigger={<Button size="sm"><Download aria-hidden />Export</Button>}>
    <MenuItem asChild><a href={exportAddress('csv', span)} download>CSV, for a spreadsheet</a></MenuItem>
    <MenuItem asChild><a href={exportAddress('ndjson', span)} download>NDJSON, for a program</a></MenuItem>
  </Menu>
);
