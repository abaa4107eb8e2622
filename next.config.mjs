/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // A call's path goes to the upstream as it came, with its slash.
  skipTrailingSlashRedirect: true,
  // Types are what `npm test` checks: a slip in a test must not keep anybody's start from building.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['pg', 'ioredis', 'graphile-worker', '@node-rs/argon2', 'pino', 'nodemailer', '@react-email/components', '@prisma/client', '@prisma/adapter-pg'],
  experimental: { proxyClientMaxBodySize: '10mb', optimizePackageImports: ['lucide-react', 'radix-ui', 'recharts'] },
};

export default config;
