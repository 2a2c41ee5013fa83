import Kernels

/// Every form of the inner loops. A form for another processor adds a line here.
var forms: [any KernelForm.Type] { [Portable.self, Plain.self, DSP.self] }
