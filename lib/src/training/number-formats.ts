/** Numbers of a stored tensor, row-major. */
export type TensorData = Float32Array | Int32Array;

/** How the numbers of one safetensors `dtype` lie in a file (little-endian) and become ours. */
export interface NumberFormat {
  readonly bytes: number;
  decode(buffer: ArrayBuffer): TensorData;
}

/**
 * The number formats that are read. Floats become float32: F64 is rounded, F16 and BF16 are exact. Integers become
 * int32; a 64-bit one that does not fit is a RangeError.
 */
export const NUMBER_FORMATS: Readonly<Record<string, NumberFormat>> = {
  F32: { bytes: 4, decode: (buffer) => new Float32Array(buffer) },
  F64: { bytes: 8, decode: (buffer) => Float32Array.from(new Float64Array(buffer)) },
  F16: { bytes: 2, decode: (buffer) => Float32Array.from(new Uint16Array(buffer), fromHalf) },
  BF16: { bytes: 2, decode: (buffer) => new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer) },
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

function toInt32(value: bigint): number {
  if (BigInt.asIntN(32, value) !== value) throw new RangeError(`${value} does not fit into 32 bits`);
  return Number(value);
}
