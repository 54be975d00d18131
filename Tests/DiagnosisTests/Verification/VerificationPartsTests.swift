import Diagnosis
import Probes
import Sandbox
import Testing
import Topology

/// The small parts of a verification.
@Suite struct VerificationPartsTests {
    @Test(arguments: [
        ("200", [200], [201, 199]), ("2xx", [200, 299], [300, 199]), ("2XX,404", [204, 404], [403]),
        ("200-399", [200, 399], [400]), ("100-599", [100, 599], []),
    ])
    func statusesAreRead(text: String, right: [Int], wrong: [Int]) throws {
        let expected = try #require(ExpectedStatus(text))
        #expect(right.allSatisfy(expected.contains))
        #expect(!wrong.contains(where: expected.contains))
        #expect(expected.description == text)
    }

    @Test(arguments: ["", "ok", "20", "2000", "600", "6xx", "399-200", "200-", "200,", "2x", "-200", "２００"])
    func whatIsNoStatusIsRefused(text: String) {
        #expect(ExpectedStatus(text) == nil)
    }

    @Test(arguments: [
        (Duration.microseconds(400), "<1 ms"), (.milliseconds(14), "14 ms"), (.milliseconds(1234), "1.2 s"),
        (.milliseconds(999), "999 ms"), (.seconds(31), "31.0 s"),
    ])
    func latenciesAreShort(time: Duration, text: String) {
        #expect(Latency.text(time) == text)
    }

    private func lines(_ changes: String = "", _ change: (inout ProbePlan.Options) -> Void = { _ in }) throws
        -> [String]
    {
        let topology = try MemoryBundle(files: ExamplePair(changes: changes).files).topology()
        var options = ProbePlan.Options()
        options.obstacle = "a bundle cannot be probed"
        change(&options)
        return ProbeCommands(topology, options).lines(for: try #require(topology.exposures.first))
    }

    /// Also from a bundle, of which the tool itself can probe nothing.
    @Test func commandsLeadToTheAddressAndToTheNodePorts() throws {
        let commands = try lines().filter { !$0.hasPrefix("#") }
        let run = "run kubelb-probe --rm -i --restart=Never --image=busybox:1.37 -- sh -c"
        #expect(
            commands == [
                "kubectl --context acme -n shop \(run) 'nc -zv -w 5 198.51.100.10 80'",
                "kubectl --context mgmt -n tenant-acme \(run) 'nc -zv -w 5 198.51.100.10 80'",
                "kubectl --context mgmt -n tenant-acme \(run) "
                    + "'nc -zv -w 5 203.0.113.11 31080; nc -zv -w 5 203.0.113.12 31080'",
            ])
    }

    @Test(arguments: ["a; rm -rf /", "-e/bin/sh", "$(id)"])
    func whatIsNoAddressDoesNotGetIntoACommand(address: String) throws {
        let changes =
            "tenant: {services: {shop/web: {status: {loadBalancer: {ingress: [{hostname: \"\(address)\"}]}}}}}"
        let lines = try lines(changes)
        #expect(!lines.contains { $0.contains(address) && !$0.hasPrefix("#") }, "\(lines)")
        #expect(lines.last == "# skipped: \(address) is neither an IP address nor a host name")
    }

    @Test func aPayloadIsPrintedByteByByte() throws {
        let ports = "{name: dns, port: 53, protocol: UDP, nodePort: 31053}"
        let changes = "tenant: {services: {shop/web: {spec: {ports: [\(ports)]}}}}"
        let commands = try lines(changes) { $0.udpPayload = [0, 39, 255] }.joined(separator: "\n")
        #expect(commands.contains("printf '\\''\\000\\047\\377'\\'' | nc -u -w 5 198.51.100.10 53"), "\(commands)")
        #expect(
            try lines(changes).contains {
                $0.hasPrefix("# skipped: UDP 198.51.100.10:53: no payload given (--udp-payload)")
            })
    }

    @Test func aServiceWithoutAnAddressStillHasNodePorts() throws {
        let lines = try lines("tenant: {services: {shop/web: {status: {loadBalancer: null}}}}")
        #expect(lines.first == "# Service shop/web has no address to probe")
        #expect(lines.contains { $0.contains("nc -zv -w 5 203.0.113.11 31080") })
    }
}
