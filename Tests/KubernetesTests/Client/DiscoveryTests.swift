import LocalSystem
import Testing
import Transport

@testable import Kubernetes

/// What proves that a server lacks a kind, and how many requests that takes.
@Suite(.timeLimit(.minutes(15)))
struct DiscoveryTests {
    private typealias Answer = ScriptedServer.Answer

    private static let notFound = Answer.text("404 page not found\n", 404)

    /// `/apis` of a server with these versions of groups beside those of Kubernetes.
    private static func groups(_ versions: String...) -> Answer {
        let groups = (["apps/v1"] + versions).map { version in
            #"{"name":"\#(version.prefix { $0 != "/" })","versions":[{"groupVersion":"\#(version)"}]}"#
        }
        return .text(#"{"kind":"APIGroupList","groups":[\#(groups.joined(separator: ","))]}"#)
    }

    /// A server that serves no list, and these documents of discovery.
    private static func server(_ documents: [String: Answer]) throws -> ScriptedServer {
        try ScriptedServer { head in
            let path = String(head.split(separator: " ")[1].prefix { $0 != "?" })
            return documents[path] ?? notFound
        }
    }

    /// What comes of the lists of all kinds of MetalLB, read at the same time.
    private static func lists(_ client: APIClient) async -> [String] {
        func outcome<Item: KubernetesObject>(_ kind: Item.Type) async -> String {
            switch await client.list(kind, ListQuery()) {
            case .absent: "absent"
            case .present: "present"
            case let other: other.unknown.map { "\($0)" } ?? ""
            }
        }
        async let pools = outcome(IPAddressPool.self)
        async let layerTwo = outcome(L2Advertisement.self)
        async let routing = outcome(BGPAdvertisement.self)
        return await [pools, layerTwo, routing]
    }

    private static func discovery(_ server: ScriptedServer) -> [String] {
        server.targets.filter { !$0.contains("?") }
    }

    @Test func `the groups are requested once for all kinds that the server lacks`() async throws {
        let server = try Self.server(["/apis": Self.groups()])
        let client = try server.client().rememberingDiscovery()
        #expect(await Self.lists(client) == ["absent", "absent", "absent"])
        #expect(await Self.lists(client) == ["absent", "absent", "absent"])
        #expect(Self.discovery(server) == ["/apis"])
        #expect(server.targets.count == 7)
    }

    @Test func `the resources of a group are requested once for all kinds that they lack`() async throws {
        let server = try Self.server([
            "/apis": Self.groups("metallb.io/v1beta1"),
            "/apis/metallb.io/v1beta1": .text(
                #"{"kind":"APIResourceList","resources":[{"name":"addresspools"},{"name":"ipaddresspools"}]}"#),
        ])
        let outcomes = await Self.lists(try server.client().rememberingDiscovery())
        #expect(outcomes[0].contains("HTTP 404, but discovery lists the kind"), "\(outcomes)")
        #expect(outcomes.dropFirst() == ["absent", "absent"])
        #expect(Self.discovery(server).sorted() == ["/apis", "/apis/metallb.io/v1beta1"])
    }

    /// Cilium before 1.18 has pools of addresses as `v2alpha1` only, beside other kinds of `v2`.
    @Test func `a kind is read in another version of its group`() async throws {
        func resources(_ names: String) -> Answer { .text(#"{"kind":"APIResourceList","resources":[\#(names)]}"#) }
        let pool = #"{"metadata":{"name":"lan"},"spec":{"blocks":[{"cidr":"198.51.100.0/24"}]}}"#
        let head = #""apiVersion":"cilium.io/v2alpha1","metadata":{"resourceVersion":"1"}"#
        let server = try Self.server([
            "/apis": .text(
                #"{"kind":"APIGroupList","groups":[{"versions":[{"groupVersion":"apps/v1"}]},{"name":"cilium.io","versions":"#
                    + #"[{"groupVersion":"cilium.io/v2"},{"groupVersion":"cilium.io/v2alpha1"}]}]}"#),
            "/apis/cilium.io/v2": resources(#"{"name":"ciliumnodes"}"#),
            "/apis/cilium.io/v2alpha1": resources(#"{"name":"ciliumloadbalancerippools"}"#),
            "/apis/cilium.io/v2alpha1/ciliumloadbalancerippools": .text(
                #"{"kind":"CiliumLoadBalancerIPPoolList",\#(head),"items":[\#(pool)]}"#),
        ])
        let client = try server.client().rememberingDiscovery()
        #expect(await client.list(CiliumLoadBalancerIPPool.self).value?.items.first?.metadata.name == "lan")
        // A kind that no version has is absent.
        guard case .absent = await client.list(CiliumBGPClusterConfig.self) else {
            Issue.record("not absent")
            return
        }
        await client.applyDiscovery()
        #expect(await client.list(CiliumLoadBalancerIPPool.self).value?.items.count == 1)
    }

    @Test func `what discovery lacks is not requested in later rounds`() async throws {
        let server = try Self.server(["/apis": Self.groups("example.com/v1")])
        let client = try server.client().rememberingDiscovery()
        await client.learnServed(["example.com/v1"])
        #expect(Set(server.targets) == ["/apis", "/apis/example.com/v1"])
        await client.applyDiscovery()
        #expect(await Self.lists(client) == ["absent", "absent", "absent"])
        guard case .absent = await client.get(IPAddressPool.self, namespace: "metallb-system", name: "a"),
            case .absent = await client.servedResources(group: "metallb.io", version: "v1beta1")
        else {
            Issue.record("not absent")
            return
        }
        #expect(server.targets.count == 2)
        // The server is taken for broken rather than for one without nodes.
        guard case .failed = await client.list(Node.self) else {
            Issue.record("not failed")
            return
        }
        #expect(server.targets.count == 3)
    }

    /// Neither a failure nor anything that is no list of groups proves that a kind is absent, and the next reader asks again.
    @Test(
        arguments: [
            (500, "{}"), (403, #"{"kind":"Status","code":403,"reason":"Forbidden"}"#), (404, "404 page not found"),
            (200, #"{"kind":"APIGroupList","groups":[]}"#), (200, "<html>"),
        ])
    func `unreadable groups prove nothing`(status: Int, body: String) async throws {
        let isBroken = Locked(true)
        let server = try ScriptedServer { head in
            guard head.hasPrefix("GET /apis ") else { return Self.notFound }
            return isBroken.withLock { $0 } ? .text(body, status) : Self.groups()
        }
        let client = try server.client().rememberingDiscovery()
        await client.learnServed([])
        await client.applyDiscovery()
        #expect(await Self.lists(client).allSatisfy { $0.contains("HTTP 404, and discovery") })
        isBroken.withLock { $0 = false }
        #expect(await Self.lists(client) == ["absent", "absent", "absent"])
    }

    /// The document of the group tells as much as the list of all groups.
    @Test func `the resources of a group count if the groups may not be read`() async throws {
        let server = try Self.server([
            "/apis": .text(#"{"kind":"Status","code":403,"reason":"Forbidden"}"#, 403),
            "/apis/metallb.io/v1beta1": .text(#"{"kind":"APIResourceList","resources":[{"name":"addresspools"}]}"#),
        ])
        let client = try server.client().rememberingDiscovery()
        #expect(await Self.lists(client) == ["absent", "absent", "absent"])
    }
}
