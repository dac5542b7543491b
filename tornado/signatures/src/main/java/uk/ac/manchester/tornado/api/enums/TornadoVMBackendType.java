package uk.ac.manchester.tornado.api.enums;

/// TornadoVM's own backends. A signature to compile against.
public enum TornadoVMBackendType {
  /// OpenCL C.
  OPENCL,
  /// CUDA C++.
  CUDA
}
