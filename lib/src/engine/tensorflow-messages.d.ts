/** The protobuf messages that TensorFlow.js ships without types; only what the graph writer needs. */
declare module '@tensorflow/tfjs-node/dist/proto/api_pb.js' {
  interface Dimension {
    setSize(size: number): void;
  }
  interface TensorShape {
    addDim(): Dimension;
  }
  interface Tensor {
    setDtype(type: number): void;
    setTensorShape(shape: TensorShape): void;
    setTensorContent(bytes: Uint8Array): void;
  }
  interface ListValue {
    setIList(values: number[]): void;
  }
  interface AttrValue {
    setType(type: number): void;
    setI(value: number): void;
    setF(value: number): void;
    setB(value: boolean): void;
    setS(bytes: Uint8Array): void;
    setShape(shape: TensorShape): void;
    setTensor(tensor: Tensor): void;
    setList(list: ListValue): void;
  }
  interface NodeDef {
    setName(name: string): void;
    setOp(name: string): void;
    addInput(reference: string): void;
    getAttrMap(): { set(name: string, value: AttrValue): void };
  }
  interface VersionDef {
    setProducer(version: number): void;
  }
  interface GraphDef {
    addNode(node: NodeDef): void;
    setVersions(versions: VersionDef): void;
  }
  interface MetaInfoDef {
    addTags(tag: string): void;
  }
  interface MetaGraphDef {
    setMetaInfoDef(information: MetaInfoDef): void;
    setGraphDef(graph: GraphDef): void;
  }
  interface SavedModel {
    setSavedModelSchemaVersion(version: number): void;
    addMetaGraphs(graph: MetaGraphDef): void;
    serializeBinary(): Uint8Array;
  }
  const messages: {
    TensorShape: new () => TensorShape;
    Tensor: new () => Tensor;
    AttrValue: { new (): AttrValue; ListValue: new () => ListValue };
    NodeDef: new () => NodeDef;
    VersionDef: new () => VersionDef;
    GraphDef: new () => GraphDef;
    MetaGraphDef: { new (): MetaGraphDef; MetaInfoDef: new () => MetaInfoDef };
    SavedModel: new () => SavedModel;
  };
  export default messages;
}
