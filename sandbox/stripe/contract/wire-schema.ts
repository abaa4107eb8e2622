import { join } from 'node:path';
import ts from 'typescript';

export interface JsonSchema {
  $ref?: string;
  type?: string;
  enum?: string[];
  const?: string | number | boolean;
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
}

export interface WireSchema {
  $defs: Record<string, JsonSchema>;
  roots: Record<string, JsonSchema>;
}

const nothing = ts.TypeFlags.Undefined | ts.TypeFlags.Void;
const isNothing = (type: ts.Type): boolean => (type.isUnion() ? type.types.every(isNothing) : (type.flags & nothing) !== 0);
const isOpenString = (type: ts.Type): boolean => type.isIntersection() && type.types.some((part) => (part.flags & ts.TypeFlags.String) !== 0);

const scalars: [ts.TypeFlags, JsonSchema][] = [
  [ts.TypeFlags.Null, { type: 'null' }],
  [ts.TypeFlags.String, { type: 'string' }],
  [ts.TypeFlags.Number, { type: 'number' }],
  [ts.TypeFlags.Boolean, { type: 'boolean' }],
];

/** Walks the SDK's declared types and describes their JSON form: Decimal as string, enums closed, no extra properties. */
class TypeWalker {
  readonly defs: Record<string, JsonSchema> = {};
  private readonly names = new Map<ts.Type, string>();

  constructor(private readonly checker: ts.TypeChecker) {}

  describe(type: ts.Type): JsonSchema {
    if (isOpenString(type)) return { type: 'string' };
    if (type.isUnion()) return this.describeUnion(type);
    for (const [flag, schema] of scalars) if (type.flags & flag) return schema;
    if (type.flags & ts.TypeFlags.BooleanLiteral) return { const: this.checker.typeToString(type) === 'true' };
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (type.getProperty('_coefficient')) return { type: 'string' };
    if (this.checker.isArrayType(type)) return this.describeArray(type);
    if (type.flags & ts.TypeFlags.Object || type.isIntersection()) return this.describeObject(type);
    return {};
  }

  private describeUnion(union: ts.UnionType): JsonSchema {
    const present = union.types.filter((part) => !isNothing(part));
    const literals = present.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
    const booleans = present.filter((part) => part.flags & ts.TypeFlags.BooleanLiteral);
    const rest = present.filter(
      (part) => !part.isStringLiteral() && !(booleans.length === 2 && booleans.includes(part)) && !(literals.length > 0 && isOpenString(part)),
    );
    const anyOf: JsonSchema[] = rest.map((part) => this.describe(part));
    if (literals.length > 0) anyOf.unshift({ enum: literals });
    if (booleans.length === 2) anyOf.push({ type: 'boolean' });
    const [only] = anyOf;
    return anyOf.length === 1 && only ? only : { anyOf };
  }

  private describeArray(type: ts.Type): JsonSchema {
    const item = this.checker.getTypeArguments(type as ts.TypeReference)[0];
    return item ? { type: 'array', items: this.describe(item) } : { type: 'array' };
  }

  private describeObject(type: ts.Type): JsonSchema {
    const known = this.names.get(type);
    if (known) return { $ref: `#/$defs/${known}` };
    const name = this.nameOf(type);
    this.names.set(type, name);
    const index = type.getStringIndexType();
    const schema: JsonSchema = { type: 'object' };
    this.defs[name] = schema;
    schema.additionalProperties = index ? this.describe(index) : false;
    schema.properties = {};
    schema.required = [];
    for (const property of this.checker.getPropertiesOfType(type)) {
      const propertyType = this.checker.getTypeOfSymbol(property);
      if (isNothing(propertyType)) continue;
      schema.properties[property.name] = this.describe(propertyType);
      if (!(property.flags & ts.SymbolFlags.Optional)) schema.required.push(property.name);
    }
    return { $ref: `#/$defs/${name}` };
  }

  private nameOf(type: ts.Type): string {
    const base = this.checker.typeToString(type, undefined, ts.TypeFormatFlags.None).replace(/[^A-Za-z0-9]/g, '_').slice(0, 60);
    return `${base}_${this.names.size}`;
  }
}

/** JSON Schema for the named SDK types, e.g. `{ invoice: 'Stripe.Invoice' }`. */
export function wireSchema(roots: Record<string, string>, directory: string): WireSchema {
  const file = join(directory, '.wire-schema-roots.ts');
  const names = Object.keys(roots);
  const source = [`import type Stripe from 'stripe';`, ...names.map((name, index) => `export type Root${index} = ${roots[name]};`)].join('\n');
  const options: ts.CompilerOptions = {
    strict: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
    skipLibCheck: true, noEmit: true, types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true) : getSourceFile.call(host, path, ...rest);
  const program = ts.createProgram([file], options, host);
  const walker = new TypeWalker(program.getTypeChecker());
  const described: Record<string, JsonSchema> = {};
  program.getSourceFile(file)?.forEachChild((node) => {
    if (!ts.isTypeAliasDeclaration(node)) return;
    const name = names[Number(node.name.text.slice('Root'.length))];
    if (name) described[name] = walker.describe(program.getTypeChecker().getTypeAtLocation(node));
  });
  return { $defs: walker.defs, roots: described };
}
