import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";

type Value = Readonly<Record<string, unknown>>;

/** A change of one field, to what a careless or hostile client may send. */
export interface HostileChange {
  /** The field, and what is there: `targets.run_id is ""`. */
  readonly what: string;
  /** Makes a request that is like one in order but for the field. */
  readonly change: (request: object) => object;
}

/** What bounds a value is to break. */
export interface HostileBounds {
  readonly maxBatch: number;
  readonly maxBodyBytes: number;
}

const MAX_DEPTH = 3;
const LONG = 70_000;

const durations = [{ seconds: -1 }, { seconds: "315576000001" }, { nanos: 2_000_000_000 }];

const strings = ["", "nobody\n", "0".repeat(LONG)];

/** Changes of all fields of a request that the sample has, and of those that it lacks. */
export function hostileChanges(message: DescMessage, sample: object, bounds: HostileBounds): HostileChange[] {
  return [...changes({ message, bounds, depth: 0 }, sample as Value, "")];
}

interface Place {
  readonly message: DescMessage;
  readonly bounds: HostileBounds;
  readonly depth: number;
}

function* changes(place: Place, sample: Value, path: string): Iterable<HostileChange> {
  for (const field of place.message.fields) {
    const name = `${path}${field.name}`;
    const own = sample[field.name];
    const put = (value: unknown) => (request: object) => ({ ...request, [field.name]: value });
    if (own !== undefined) yield { what: `${name} is absent`, change: put(undefined) };
    for (const value of hostileValues(field, own, place.bounds)) yield { what: `${name} is ${textOf(value)}`, change: put(value) };
    if (field.message === undefined || field.message.typeName.startsWith("google.") || place.depth === MAX_DEPTH) continue;
    const within = { message: field.message, bounds: place.bounds, depth: place.depth + 1 };
    const first = Array.isArray(own) ? own[0] : own;
    if (first === undefined) continue;
    for (const { what, change } of changes(within, first, `${name}.`)) {
      yield { what, change: (request) => ({ ...request, [field.name]: changeWithin((request as Value)[field.name], change) }) };
    }
  }
}

function changeWithin(value: unknown, change: HostileChange["change"]): unknown {
  return Array.isArray(value) ? [change(value[0]), ...value.slice(1)] : change(value as object);
}

function hostileValues(field: DescField, own: unknown, bounds: HostileBounds): readonly unknown[] {
  switch (field.fieldKind) {
    case "message":
      return field.message.typeName === "google.protobuf.Duration" ? durations : [{}];
    case "enum":
      return [0, 99];
    case "scalar":
      return scalars(field.scalar, bounds);
    case "list": {
      const some =
        Array.isArray(own) && own.length > 0
          ? own
          : [field.listKind === "message" ? {} : field.listKind === "scalar" ? scalars(field.scalar, bounds).at(-1) : 99];
      return [[...some, ...some], Array.from({ length: bounds.maxBatch + 1 }, () => some[0])];
    }
    case "map":
      return [];
  }
}

function scalars(type: ScalarType, { maxBodyBytes }: HostileBounds): readonly unknown[] {
  switch (type) {
    case ScalarType.STRING:
      return strings;
    case ScalarType.BYTES:
      return [Buffer.of(0xff), Buffer.alloc(maxBodyBytes + 1)];
    case ScalarType.BOOL:
      return [true];
    case ScalarType.DOUBLE:
      return [-1, Number.NaN];
    case ScalarType.UINT32:
    case ScalarType.INT32:
      return [0xffff_ffff];
    default:
      return ["18446744073709551615"];
  }
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
