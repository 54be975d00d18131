import Commands
import Documents
import Testing

/// `trace` of Ingresses, Gateways and routes as a command.
@Suite struct RouteTraceCommandTests {
    private func trace(_ words: String..., cluster: String) async -> Run {
        await run(["trace"] + words + ["--from-bundle", Folder.routes(cluster)])
    }

    /// The same findings decide, and everything is traced.
    @Test(arguments: [
        "l04-healthy-gateway-tls", "l32-orphan-route", "l36-ingress-disabled-after", "l66-listener-conflict",
    ])
    func endsAsStatusDoes(cluster: String) async throws {
        let all = await trace("-A", "-o", "json", cluster: cluster)
        let report = try JSONValue(parsing: Array(all.output.utf8))
        let status = await run(["status", "-A", "-o", "name", "--from-bundle", Folder.routes(cluster)])
        let names = status.output.split(separator: "\n").map(String.init)
        #expect(report["trace"]?.array?.count == names.count && names.count > 1)
        for name in names {
            let one = await run(["status", name, "--from-bundle", Folder.routes(cluster)])
            let traced = await trace(name, "-o", "name", cluster: cluster)
            #expect(traced.output == name + "\n", "\(traced.error)")
            #expect(traced.status == one.status, "\(name)")
        }
    }

    @Test func kindsAndLayersSelect() async {
        let cluster = "l04-healthy-gateway-tls"
        #expect(await trace("gateway", "-A", "-o", "name", cluster: cluster).output == "shop/gateway/kubelb\n")
        let seven = await trace("-A", "--layer", "7", "-o", "name", cluster: cluster)
        #expect(seven.output == "shop/gateway/kubelb\nshop/httproute/web\n")
        let short = await trace("-A", "-o", "short", cluster: cluster).output
        #expect(short.contains("shop/httproute/web  HEALTHY") && short.contains("default/web  HEALTHY"), "\(short)")
    }

    @Test func aRouteAloneIsTraced() async {
        let uid = "2077b9e4-d59d-4e33-a14a-9f4c916d7010"
        for argument in ["route/\(uid)", uid] {
            let alone = await trace(argument, cluster: "l32-orphan-route")
            #expect(alone.output.contains("KLC-X007") && alone.output.contains("NO SOURCE"), "\(alone.error)")
            #expect(alone.output.contains("no Ingress has the UID"))
        }
        #expect(await trace("route/\(uid)", "-o", "name", cluster: "l32-orphan-route").output == "route/\(uid)\n")
    }

    @Test func jsonNamesTheObject() async throws {
        let run = await trace("ing/web", "-n", "shop", "-o", "json", cluster: "l01-healthy-ingress")
        let trace = try #require(try JSONValue(parsing: Array(run.output.utf8))["trace"]?[0])
        #expect(trace["service"] == .null && trace["resource"]?["kind"]?.string == "Ingress")
        #expect(trace["ports"]?[0]?["backend"]?.string == "shop/api" && trace["ports"]?[0]?["nodePort"]?.int == 30728)
        #expect(trace["ports"]?[0]?["hosts"]?[0]?.string == "shop.example.com/api")
        let roles = (trace["hops"]?.array ?? []).compactMap { $0["role"]?.string }
        #expect(Set(roles).count == roles.count && roles.first == "source" && roles.last == "sourceStatus")
        for link in trace["links"]?.array ?? [] {
            #expect(roles.contains(link["from"]?.string ?? "") && roles.contains(link["to"]?.string ?? ""))
        }
    }

    // MARK: Many

    private static let backends =
        RouteExample.changes + "\n---\n" + """
            tenant: {ingresses.networking.k8s.io: {shop/front: {spec: {rules: [{host: a.example.com, http: {paths: [\(
                (0..<128).map { "{path: /p\($0), pathType: Prefix, backend: {service: {name: s\($0), port: {number: 80}}}}" }
                    .joined(separator: ", "))]}}]}}}}
            """

    private static let listeners =
        RouteExample.changes + "\n---\n" + """
            tenant: {gateways.gateway.networking.k8s.io: {infra/kubelb: {spec: {listeners: [\(
                (0..<64).map { "{name: l\($0), port: \(8000 + $0), protocol: HTTP, hostname: h\($0).example.com}" }
                    .joined(separator: ", "))]}}}}
            """

    @Test(arguments: [
        (backends, "shop/ingress/front", "and 116 more backends: ", "and 112 more backends: "),
        (listeners, "infra/gateway/kubelb", "and 52 more listeners: ", "and 48 more listeners: "),
    ])
    func manyAreCounted(changes: String, name: String, drawn: String, told: String) async throws {
        try await withExample(changes) { bundle in
            func output(_ format: String) async -> String {
                await run(["trace", name, "-o", format, "--from-bundle", bundle], width: 100).output
            }
            let (svg, mermaid, table) = (await output("svg"), await output("mermaid"), await output("table"))
            #expect(svg.contains(drawn) && mermaid.contains(drawn.dropLast(2)))
            #expect(table.contains(told), "\(table)")
            // What follows are the findings, one for each backend.
            let own = table.split(separator: "\n").prefix { !$0.hasPrefix("error ") && !$0.hasPrefix("warning ") }
            #expect(own.count > 40 && own.count < 260)
            #expect(svg.split(separator: "\n").count < 1500 && mermaid.split(separator: "\n").count < 250)
            let wide = await output("wide")
            #expect(!wide.contains("more backends") && !wide.contains("more listeners"))
        }
    }
}
