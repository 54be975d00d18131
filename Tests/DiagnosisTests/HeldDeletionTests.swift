import Diagnosis
import Sandbox
import Testing
import Topology

/// An object of the path that is being deleted and that a finalizer holds is said, with the finalizer and its age, and is the
/// cause.
@Suite struct HeldDeletionTests {
    struct Held: Sendable, CustomTestStringConvertible {
        let code: String
        let side: String
        let object: String

        var testDescription: String { "\(code) \(object)" }
    }

    static let objects = [
        Held(code: "KLC-S010", side: "tenant", object: "services: {shop/web"),
        Held(
            code: "KLC-L006", side: "management",
            object: "loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001"),
        Held(
            code: "KLC-D001", side: "management",
            object: "services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001"),
        Held(code: "KLC-D005", side: "management", object: "deployments.apps: {tenant-acme/envoy-tenant-acme"),
        Held(code: "KLC-N001", side: "management", object: "addresses.kubelb.k8c.io: {tenant-acme/default"),
        Held(code: "KLC-T002", side: "management", object: "tenants.kubelb.k8c.io: {acme"),
    ]

    @Test(arguments: objects)
    func isSaid(held: Held) throws {
        let diagnosis = try Self.diagnosis(held, finalizer: "example.com/hold", at: "11:46:00")
        let finding = try #require(diagnosis.findings.first { $0.code.description == held.code })
        #expect(finding.isRootCause && finding.severity > .info)
        #expect(diagnosis.findings.first?.code.description == held.code)
        #expect(
            finding.message.contains("terminating for 14m: finalizer example.com/hold blocks it"), "\(finding.message)")
        let commands = finding.remedies.compactMap(\.command?.text).joined(separator: "\n")
        #expect(commands.contains("--show-managed-fields"))
        #expect(commands.contains("/metadata/finalizers/0"))
    }

    @Test(arguments: objects.filter { $0.code != "KLC-S010" })
    func ownersAreNamed(held: Held) throws {
        let diagnosis = try Self.diagnosis(held, finalizer: "foregroundDeletion", at: "11:46:00")
        let finding = try #require(diagnosis.findings.first { $0.code.description == held.code })
        #expect(finding.message.contains("of the garbage collector of kube-controller-manager"), "\(finding.message)")
    }

    @Test(arguments: objects)
    func mayTakeAMoment(held: Held) throws {
        let diagnosis = try Self.diagnosis(held, finalizer: "example.com/hold", at: "11:59:40")
        let findings = diagnosis.findings.filter { $0.code.description == held.code }
        #expect(findings.allSatisfy { $0.severity < .error && $0.message.contains("may still settle, 20 s") })
    }

    private static func diagnosis(_ held: Held, finalizer: String, at time: String) throws -> Diagnosis {
        let changes = """
            \(held.side): {\(held.object): {metadata: {deletionTimestamp: "2026-11-22T\(time)Z",
              finalizers: [\(finalizer)]}}}}
            """
        return try MemoryBundle(files: ExamplePair(changes: changes).files).diagnose()
    }
}
