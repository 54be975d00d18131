import Commands
import KubeLB
import Testing

@testable import Commands

/// Objects of Layer 7 on the command line.
@Suite struct RouteArgumentTests {
    private static let uid = "00000000-0000-4000-8000-000000000033"

    @Test(arguments: [
        (["ing/web"], RouteArgument.named(.ingress, namespace: nil, name: "web")),
        (["ingress/web"], .named(.ingress, namespace: nil, name: "web")),
        (["INGRESSES/web"], .named(.ingress, namespace: nil, name: "web")),
        (["ingress.networking.k8s.io/web"], .named(.ingress, namespace: nil, name: "web")),
        (["ingresses.v1.networking.k8s.io/web"], .named(.ingress, namespace: nil, name: "web")),
        (["ingress", "web"], .named(.ingress, namespace: nil, name: "web")),
        (["shop/ingress/web"], .named(.ingress, namespace: "shop", name: "web")),
        (["gw/kubelb"], .named(.gateway, namespace: nil, name: "kubelb")),
        (["gtw/kubelb"], .named(.gateway, namespace: nil, name: "kubelb")),
        (["gateway.gateway.networking.k8s.io/kubelb"], .named(.gateway, namespace: nil, name: "kubelb")),
        (["httproute/api"], .named(.httpRoute, namespace: nil, name: "api")),
        (["shop/httproutes/api"], .named(.httpRoute, namespace: "shop", name: "api")),
        (["grpcroute/api"], .named(.grpcRoute, namespace: nil, name: "api")),
        (["route/\(uid)"], .uid(uid)),
        (["routes.kubelb.k8c.io/\(uid)"], .uid(uid)),
    ])
    func everyFormOfAName(words: [String], argument: RouteArgument) throws {
        let named = try ResourceArguments(words)
        #expect(named.routes == [argument])
        #expect(named.services.isEmpty && named.kinds.isEmpty)
    }

    @Test func severalOfSeveralKinds() throws {
        let named = try ResourceArguments(["ing/a", "web", "svc/b", "shop/grpcroute/c"])
        #expect(named.services == [.named(namespace: nil, name: "web"), .named(namespace: nil, name: "b")])
        #expect(
            named.routes == [
                .named(.ingress, namespace: nil, name: "a"), .named(.grpcRoute, namespace: "shop", name: "c"),
            ])
        let ofKinds = try ResourceArguments(["ing,svc", "a", "b"])
        #expect(ofKinds.services.count == 2 && ofKinds.routes.count == 2)
    }

    @Test func kindsWithoutNames() throws {
        #expect(try ResourceArguments(["ing"]).kinds == [.routing(.ingress)])
        #expect(
            try ResourceArguments(["svc,gateways,httproute"]).kinds == [
                .service, .routing(.gateway), .routing(.httpRoute),
            ])
        // What stands behind a name is a name.
        #expect(try ResourceArguments(["web", "ing"]).services.count == 2)
    }

    @Test(arguments: [
        ["pod/web"], ["ingress.example.com/web"], ["ing/"], ["shop/ing/web/x"], ["ing,pod"], ["lb"], ["route"],
        ["shop/route/web"], ["ing,svc/web"], ["ingresses.a.v1.networking.k8s.io/web"],
    ])
    func whatNamesNothing(words: [String]) {
        #expect(throws: (any Error).self) { try ResourceArguments(words) }
    }

    @Test func cleanupTakesServicesAlone() {
        #expect(throws: (any Error).self) { try ServiceArgument.parse(["ing/web"]) }
        #expect(throws: (any Error).self) { try ServiceArgument.parse(["svc"]) }
    }

    // MARK: In a bundle

    private func names(_ words: String...) async throws -> [String] {
        try await withExample(RouteExample.changes) { bundle in
            await run(["status"] + words + ["-o", "name", "--from-bundle", bundle]).output
                .split(separator: "\n").map(String.init)
        }
    }

    @Test func namesAndKindsSelect() async throws {
        #expect(try await names("ing/front") == ["shop/ingress/front"])
        #expect(try await names("ing/front", "-n", "shop", "web") == ["shop/service/web", "shop/ingress/front"])
        #expect(try await names("route/\(RouteExample.ingressUID)") == ["shop/ingress/front"])
        #expect(try await names(RouteExample.ingressUID) == ["shop/ingress/front"])
        #expect(try await names("ing,httproute", "-A") == ["shop/ingress/front", "shop/httproute/api"])
        #expect(try await names("gateway", "-n", "shop").isEmpty)
        #expect(try await names("svc", "-A") == ["shop/service/web"])
        let all = ["shop/ingress/front", "infra/gateway/kubelb", "shop/httproute/api", "shop/grpcroute/grpc"]
        #expect(try await names("-A") == ["shop/service/web"] + all)
        #expect(try await names("-A", "--layer", "7") == all)
        #expect(try await names("-A", "--layer", "4") == ["shop/service/web"])
        #expect(try await names("-A", "-l", "app=front") == ["shop/ingress/front"])
        #expect(try await names("ing", "-A", "--show-ignored") == ["shop/ingress/front", "shop/ingress/theirs"])
        #expect(try await names("ing/theirs") == ["shop/ingress/theirs"])
    }

    @Test(arguments: [
        (
            ["status", "ing/fronte"], "Ingress default/fronte not found", "did you mean shop/front?",
            ExitStatus.notFound
        ),
        (["status", "ing/front", "-n", "infra"], "Ingress infra/front not found", "use -n shop", .notFound),
        (["status", "grpcroute/zzzzzzz"], "GRPCRoute default/zzzzzzz not found", "shop/grpc", .notFound),
        (
            ["status", "route/00000000-0000-4000-8000-0000000000ff"],
            "no Ingress, Gateway or route in the tenant cluster", "doctor", .notFound
        ),
        (["status", "route/1234"], "\"1234\" is not a UID", "route/UID", .usage),
        (["trace", "ing/fronte"], "Ingress default/fronte not found", "did you mean shop/front?", .notFound),
        (
            ["trace", "route/00000000-0000-4000-8000-0000000000ff"],
            "no Ingress, Gateway or route in the tenant cluster", "doctor", .notFound
        ),
        (["trace", "route/1234"], "\"1234\" is not a UID", "route/UID", .usage),
        (["trace", "ing", "--layer", "7"], "a kind and --layer are mutually exclusive", "omit", .usage),
        (["status", "ing/front", "-A"], "--all-namespaces are mutually exclusive", "omit", .usage),
        (["status", "ing", "--layer", "7"], "a kind and --layer are mutually exclusive", "omit", .usage),
    ])
    func whatIsWrongIsSaid(words: [String], message: String, hint: String, status: Commands.ExitStatus) async throws {
        try await withExample(RouteExample.changes) { bundle in
            let result = await run(words + ["--from-bundle", bundle])
            #expect(result.status == status)
            #expect(result.error.contains(message) && result.error.contains(hint), "\(result.error)")
        }
    }

    @Test func aBundleWithoutTheKindSaysSo() async throws {
        try await withExample("") { bundle in
            let result = await run(["status", "ing/web", "--from-bundle", bundle])
            #expect(result.status == .usage)
            #expect(result.error.contains("the bundle does not contain the tenant cluster's Ingresses"))
        }
    }

    @Test func eventsAndLogsTakeThem() async throws {
        let changes =
            RouteExample.changes + """

                ---
                tenant:
                  events:
                    shop/front.1:
                      regarding: null
                      involvedObject: {kind: Ingress, namespace: shop, name: front}
                      type: Warning
                      reason: Sync
                      message: cannot sync
                      lastTimestamp: "2026-11-22T11:59:00Z"
                """
        try await withExample(changes) { bundle in
            let events = await run(["events", "ing/front", "--from-bundle", bundle])
            #expect(events.output.contains("cannot sync"), "\(events.output)\(events.error)")
            let others = await run(["events", "svc/web", "--from-bundle", bundle])
            #expect(!others.output.contains("cannot sync"))
            let logs = await run(["logs", "ing/front", "--from-bundle", bundle])
            #expect(logs.status == .success, "\(logs.error)")
        }
    }
}
