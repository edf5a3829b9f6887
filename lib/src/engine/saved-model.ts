import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import messages from '@tensorflow/tfjs-node/dist/proto/api_pb.js';
import { fileError } from '../base/files';
import { makeWorkshop } from '../base/workshop';
import type { Attribute, DataType, GraphNode, GraphTensor, Shape } from './graph-types';

/** Numbers of TensorFlow's `DataType`. */
const TYPE_CODES: Readonly<Record<DataType, number>> = { float: 1, int: 3, byte: 4, bool: 10, resource: 20 };

/** Tells TensorFlow the conventions of the graph; any recent number allows the operations used here. */
const PRODUCER_VERSION = 1800;

/** The tag under which the graph is saved and loaded. */
export const SAVED_MODEL_TAG = 'serve';

/**
 * Writes the nodes as a SavedModel (one graph, no variables) into a new temporary folder, hands the folder to `use` and removes it,
 * together with folders that killed processes left. @throws FileError if the temporary folder cannot be written
 */
export function withSavedModel<T>(nodes: readonly GraphNode[], use: (folder: string) => T): T {
  const content = savedModel(nodes);
  let folder: string | undefined;
  try {
    try {
      folder = makeWorkshop(join(tmpdir(), 'valleys-graph'));
      writeFileSync(join(folder, 'saved_model.pb'), content);
    } catch (cause) {
      throw fileError('write', folder ?? tmpdir(), cause);
    }
    return use(folder);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function savedModel(nodes: readonly GraphNode[]): Uint8Array {
  const versions = new messages.VersionDef();
  versions.setProducer(PRODUCER_VERSION);
  const graph = new messages.GraphDef();
  graph.setVersions(versions);
  for (const node of nodes) graph.addNode(nodeMessage(node));
  const information = new messages.MetaGraphDef.MetaInfoDef();
  information.addTags(SAVED_MODEL_TAG);
  const metaGraph = new messages.MetaGraphDef();
  metaGraph.setMetaInfoDef(information);
  metaGraph.setGraphDef(graph);
  const model = new messages.SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.addMetaGraphs(metaGraph);
  return model.serializeBinary();
}

function nodeMessage(node: GraphNode): InstanceType<typeof messages.NodeDef> {
  const message = new messages.NodeDef();
  message.setName(node.name);
  message.setOp(node.operation);
  for (const input of node.inputs) message.addInput(reference(input));
  for (const before of node.after) message.addInput(`^${before.node}`);
  for (const [name, value] of Object.entries(node.attributes)) message.getAttrMap().set(name, attributeMessage(value));
  return message;
}

/** How a graph refers to an output: `node` for the first, `node:2` for the third. */
function reference(tensor: GraphTensor): string {
  return tensor.output === 0 ? tensor.node : `${tensor.node}:${tensor.output}`;
}

function attributeMessage(attribute: Attribute): InstanceType<typeof messages.AttrValue> {
  const message = new messages.AttrValue();
  if ('type' in attribute) message.setType(TYPE_CODES[attribute.type]);
  else if ('int' in attribute) message.setI(attribute.int);
  else if ('float' in attribute) message.setF(attribute.float);
  else if ('bool' in attribute) message.setB(attribute.bool);
  else if ('string' in attribute) message.setS(Buffer.from(attribute.string, 'utf8'));
  else if ('shape' in attribute) message.setShape(shapeMessage(attribute.shape));
  else if ('ints' in attribute) {
    const list = new messages.AttrValue.ListValue();
    list.setIList([...attribute.ints]);
    message.setList(list);
  } else {
    const { type, shape, data } = attribute.tensor;
    const tensor = new messages.Tensor();
    tensor.setDtype(TYPE_CODES[type]);
    tensor.setTensorShape(shapeMessage(shape));
    tensor.setTensorContent(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    message.setTensor(tensor);
  }
  return message;
}

function shapeMessage(shape: Shape): InstanceType<typeof messages.TensorShape> {
  const message = new messages.TensorShape();
  for (const length of shape) message.addDim().setSize(length);
  return message;
}
