/** Numbers of a stored tensor, row-major. */
export type TensorData = Float32Array | Int32Array;

/** How one safetensors `dtype` stores numbers in a file (little-endian), and how to decode them. */
export interface NumberFormat {
  readonly bytes: number;
  decode(buffer: ArrayBuffer): TensorData;
}

/**
 * The supported number formats. Floats become float32: F64 is rounded, shorter formats are exact. Integers become int32. Numbers
 * that do not fit throw a RangeError: integers of more than 32 bits, doubles beyond float32's largest.
 */
export const NUMBER_FORMATS: Readonly<Record<string, NumberFormat>> = {
  F32: { bytes: 4, decode: (buffer) => new Float32Array(buffer) },
  F64: { bytes: 8, decode: (buffer) => Float32Array.from(new Float64Array(buffer), toFloat32) },
  F16: { bytes: 2, decode: (buffer) => Float32Array.from(new Uint16Array(buffer), fromHalf) },
  BF16: { bytes: 2, decode: (buffer) => new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer) },
  F8_E5M2: { bytes: 1, decode: (buffer) => Float32Array.from(new Uint8Array(buffer), (bits) => fromHalf(bits << 8)) },
  F8_E4M3: { bytes: 1, decode: (buffer) => Float32Array.from(new Uint8Array(buffer), fromE4M3) },
  I8: { bytes: 1, decode: (buffer) => Int32Array.from(new Int8Array(buffer)) },
  U8: { bytes: 1, decode: (buffer) => Int32Array.from(new Uint8Array(buffer)) },
  I16: { bytes: 2, decode: (buffer) => Int32Array.from(new Int16Array(buffer)) },
  U16: { bytes: 2, decode: (buffer) => Int32Array.from(new Uint16Array(buffer)) },
  U32: { bytes: 4, decode: (buffer) => Int32Array.from(new Uint32Array(buffer), (value) => toInt32(BigInt(value))) },
  U64: { bytes: 8, decode: (buffer) => Int32Array.from(new BigUint64Array(buffer), toInt32) },
  I32: { bytes: 4, decode: (buffer) => new Int32Array(buffer) },
  I64: { bytes: 8, decode: (buffer) => Int32Array.from(new BigInt64Array(buffer), toInt32) },
};

/** IEEE 754 binary16: 1 sign bit, 5 exponent bits, 10 fraction bits. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The variant without infinities: bias 7, 3 fraction bits, NaN is all ones. */
function fromE4M3(bits: number): number {
  const sign = bits & 0x80 ? -1 : 1;
  const exponent = (bits >> 3) & 0xf;
  const fraction = bits & 0x7;
  if (exponent === 0xf && fraction === 0x7) return Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -9 : sign * (1 + fraction / 8) * 2 ** (exponent - 7);
}

function toFloat32(value: number): number {
  if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) throw new RangeError(`${value} does not fit into a 32-bit float`);
  return value;
}

function toInt32(value: bigint): number {
  if (BigInt.asIntN(32, value) !== value) throw new RangeError(`${value} does not fit into 32 bits`);
  return Number(value);
}
