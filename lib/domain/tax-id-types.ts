/** Kinds of tax id that can be kept, by Stripe's names (docs.stripe.com/billing/customer/tax-ids), with what people call them and how one looks. */
export const taxIdTypes = {
  eu_vat: { name: 'EU VAT number', example: 'DE123456789' },
  gb_vat: { name: 'United Kingdom VAT number', example: 'GB123456789' },
  us_ein: { name: 'United States EIN', example: '12-3456789' },
  ae_trn: { name: 'United Arab Emirates TRN', example: '123456789012345' },
  au_abn: { name: 'Australia ABN', example: '12345678912' },
  br_cnpj: { name: 'Brazil CNPJ', example: '01.234.456/5432-10' },
  ca_bn: { name: 'Canada BN', example: '123456789' },
  ca_gst_hst: { name: 'Canada GST/HST number', example: '123456789RT0002' },
  ch_vat: { name: 'Switzerland VAT number', example: 'CHE-123.456.789 MWST' },
  ci_vat: { name: 'Côte d’Ivoire NCC', example: '1234567A' },
  cn_tin: { name: 'China tax id', example: '123456789012345678' },
  hk_br: { name: 'Hong Kong BR number', example: '12345678' },
  il_vat: { name: 'Israel VAT number', example: '000012345' },
  in_gst: { name: 'India GST number', example: '12ABCDE3456FGZH' },
  jp_trn: { name: 'Japan TRN', example: 'T1234567891234' },
  kr_brn: { name: 'South Korea BRN', example: '123-45-67890' },
  mx_rfc: { name: 'Mexico RFC', example: 'ABC010203AB9' },
  ng_tin: { name: 'Nigeria TIN', example: '12345678-0001' },
  no_vat: { name: 'Norway VAT number', example: '123456789MVA' },
  nz_gst: { name: 'New Zealand GST number', example: '123456789' },
  sa_vat: { name: 'Saudi Arabia VAT number', example: '123456789012345' },
  sg_gst: { name: 'Singapore GST number', example: 'M12345678X' },
  sn_ninea: { name: 'Senegal NINEA', example: '12345672A2' },
  tr_tin: { name: 'Türkiye tax id', example: '0123456789' },
  tw_vat: { name: 'Taiwan tax id', example: '12345678' },
  za_vat: { name: 'South Africa VAT number', example: '4123456789' },
} as const;

export type TaxIdType = keyof typeof taxIdTypes;

export const taxIdTypeNames = Object.keys(taxIdTypes) as TaxIdType[];
