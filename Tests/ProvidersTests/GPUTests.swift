import Domain
import Foundation
import Testing

@testable import Providers

/// GPUs are told by a library that may not be there.
@Suite struct GPUTests {
    /// Two devices, the second of which does not tell its load.
    private static let library = """
        #include <string.h>
        typedef struct { unsigned long long total, free, used; } memory;
        typedef struct { unsigned gpu, memory; } load;
        static char first, second;
        int nvmlInit_v2(void) { return 0; }
        int nvmlShutdown(void) { return 0; }
        int nvmlDeviceGetCount_v2(unsigned *count) { *count = 2; return 0; }
        int nvmlDeviceGetHandleByIndex_v2(unsigned i, void **d) { *d = i ? &second : &first; return 0; }
        int nvmlDeviceGetName(void *d, char *name, unsigned n) {
            strncpy(name, d == &first ? "Large" : "Small", n); return 0;
        }
        int nvmlDeviceGetMemoryInfo(void *d, memory *m) {
            m->total = d == &first ? 80ull << 30 : 8ull << 30; m->used = 1ull << 30; m->free = m->total - m->used;
            return 0;
        }
        int nvmlDeviceGetUtilizationRates(void *d, load *l) {
            if (d == &second) return 3;
            l->gpu = 42; l->memory = 1; return 0;
        }
        """

    @Test func `a library tells what there is and what it does`() async throws {
        let folder = try Folder()
        let source = folder.path + "/nvml.c"
        try Self.library.write(toFile: source, atomically: false, encoding: .utf8)
        let built = try await ChildProcess(
            "/usr/bin/env", ["cc", "-shared", "-fPIC", "-o", folder.path + "/nvml.so", source],
            environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
        ).run { _ in }
        #expect(built.status == 0, "\(built.errorTail)")

        let inventory = try #require(NVMLInventory(library: folder.path + "/nvml.so"))

        #expect(
            await inventory.gpus() == [
                GPU(index: 0, name: "Large", memoryMiB: 81_920), GPU(index: 1, name: "Small", memoryMiB: 8192),
            ])
        #expect(
            await inventory.loads() == [
                GPULoad(index: 0, usedMiB: 1024, busy: 0.42), GPULoad(index: 1, usedMiB: 1024, busy: nil),
            ])
    }

    @Test func `a machine without the library has no GPUs`() {
        #expect(NVMLInventory(library: "/nowhere/libnvidia-ml.so.1") == nil)
    }

    @Test func `a library that lacks a function is not used`() {
        #expect(NVMLInventory(library: "libc.so.6") == nil)
    }
}
