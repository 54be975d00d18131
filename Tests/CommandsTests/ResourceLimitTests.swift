import LocalSystem
import Testing

@testable import Commands

/// With which limits of the process the tool starts at all.
@Suite struct ResourceLimitTests {
    @Test(
        arguments: [
            (nil, nil, nil), (512 << 20, 32, nil), (.max, .max, nil), ((512 << 20) - 1, 32, "ulimit -v"),
            (0, 0, "ulimit -v"),
            (nil, 31, "ulimit -n"), (nil, 4, "ulimit -n"), (512 << 20, 0, "ulimit -n"),
        ] as [(Int?, Int?, String?)])
    func startsOnlyWithEnough(memory: Int?, descriptors: Int?, hint: String?) {
        let refusal = Process.refusal(memory: memory, descriptors: descriptors)
        #expect((refusal == nil) == (hint == nil))
        if let hint { #expect(refusal?.hint?.contains(hint) == true && refusal?.status == .undetermined) }
    }

    /// The test's own process may have many files open, so the limit is never lowered here.
    @Test func raisesTheLimitOfOpenFiles() {
        // Without a limit there is nothing to raise.
        guard let before = DescriptorLimit.raised(to: 0) else { return }
        let after = DescriptorLimit.raised(to: 256)
        #expect(after.map { $0 >= before } == true)
        #expect(DescriptorLimit.raised(to: 0) == after)
    }
}
