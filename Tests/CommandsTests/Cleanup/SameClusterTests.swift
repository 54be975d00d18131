import Kubernetes
import Testing

@testable import Commands

/// A list of Services that another cluster answers is told from the tenant's own by its version.
@Suite struct SameClusterTests {
    private static func system(_ version: String, uid: String = "tenant") -> Observed<ObjectList<Namespace>> {
        var list = ObjectList(items: [
            decoded(Namespace.self, #"{"metadata":{"name":"kube-system","uid":"\#(uid)"}}"#)
        ])
        list.resourceVersion = version
        return .present(list)
    }

    private static func services(_ version: String) -> Observed<ObjectList<Service>> {
        var list = ObjectList<Service>()
        list.resourceVersion = version
        return .present(list)
    }

    @Test(arguments: [("10", "10", "10"), ("10", "10", "12"), ("9", "10", "11"), ("9", "11", "11")])
    func aListOfTheSameClusterIsBetween(before: String, version: String, after: String) {
        let doubt = LiveCleanupCluster.doubt(
            Self.services(version), readBetween: Self.system(before), Self.system(after))
        #expect(doubt == nil)
    }

    @Test(arguments: [
        ("10", "9", "11"), ("10", "12", "11"), ("5000", "77", "5001"), ("x", "10", "11"), ("9", "y", "11"),
    ])
    func anyOtherIsInDoubt(before: String, version: String, after: String) {
        let doubt = LiveCleanupCluster.doubt(
            Self.services(version), readBetween: Self.system(before), Self.system(after))
        #expect(doubt != nil)
    }

    @Test func aNamespaceThatChangesIsInDoubt() {
        let services = Self.services("10")
        #expect(
            LiveCleanupCluster.doubt(services, readBetween: Self.system("9"), Self.system("11", uid: "other")) != nil)
    }

    /// The server of the tenant answers for everything but Services, which come from an empty cluster.
    @Test func servicesOfAnotherClusterLeadToNoDeletion() async throws {
        let elsewhere = Misbehaviour(name: "Services of another cluster") { connection, target, honest in
            let isList = target.contains("/services?")
            let body =
                isList
                ? #"{"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"77"},"items":[]}"#
                : #"{"kind":"Status","code":404,"reason":"NotFound","details":{"kind":"services","name":"\#(target.split(separator: "/").last ?? "")"}}"#
            connection.write("HTTP/1.1 \(isList ? 200 : 404) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            return true
        }
        try await HostilePair.with("14-orphan-lb", elsewhere, on: .tenant, at: "/services") { pair in
            let run = await pair.run(["cleanup", "--yes"], timeout: "1s")
            #expect(!pair.requests.contains { $0.hasPrefix("DELETE") }, "\(run.output)")
        }
    }
}
