/// A graphics processor of this machine.
package struct GPU: Equatable, Sendable {
    /// In the order of the PCI bus, as `CUDA_VISIBLE_DEVICES` counts them with `CUDA_DEVICE_ORDER=PCI_BUS_ID`.
    package let index: Int
    package let name: String
    package let memoryMiB: Int

    package init(index: Int, name: String, memoryMiB: Int) {
        self.index = index
        self.name = name
        self.memoryMiB = memoryMiB
    }
}

/// What a GPU does now, whoever has it do it.
package struct GPULoad: Equatable, Sendable {
    package let index: Int
    package let usedMiB: Int
    /// 0...1; nil when it does not tell.
    package let busy: Double?

    package init(index: Int, usedMiB: Int, busy: Double?) {
        self.index = index
        self.usedMiB = usedMiB
        self.busy = busy
    }
}

/// The GPUs of this machine.
package protocol GPUInventory: Sendable {
    func gpus() async -> [GPU]
    func loads() async -> [GPULoad]
}
