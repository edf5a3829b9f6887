/**
 * For each number of a transposed tensor, in order, its position in the tensor of `shape`.
 *
 * @param order the axes of `shape` in the order of the transposed tensor
 * @param first indices of the first axis of `shape`, in the order of the transposed tensor; default 0, 1, 2, …
 */
export function positions(shape: readonly number[], order: readonly number[], first?: Uint32Array): Uint32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  let found = Uint32Array.of(0);
  for (const axis of order) {
    const indices = axis === 0 && first ? first : Uint32Array.from({ length: shape[axis] }, (_, index) => index);
    const next = new Uint32Array(found.length * shape[axis]);
    found.forEach((position, i) => {
      for (let index = 0; index < shape[axis]; index++) next[i * shape[axis] + index] = position + indices[index] * strides[axis];
    });
    found = next;
  }
  return found;
}

/** Whether the positions are 0, 1, 2, … */
export function isIdentity(order: Uint32Array): boolean {
  return order.every((position, i) => position === i);
}
