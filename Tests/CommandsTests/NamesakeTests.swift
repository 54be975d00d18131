import Testing

/// A name that no object of the kind has, but one of another kind; and names that nothing has.
@Suite struct NamesakeTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
        let words: [String]
        let bundle: String
        let error: String

        var testDescription: String { words.joined(separator: " ") }
    }

    private static let plain = Folder.recorded("17-no-endpoints")
    private static let ingress = Folder.routes("l01-healthy-ingress")
    private static let gateway = Folder.routes("l03-healthy-gateway")

    static let mistakes: [Mistake] = [
        Mistake(
            words: ["ingress/web"], bundle: plain,
            error: "Ingress default/web not found\nhint: Service default/web exists: use svc/web\n"),
        Mistake(
            words: ["default/ingress/web"], bundle: plain,
            error: "Ingress default/web not found\nhint: Service default/web exists: use svc/web -n default\n"),
        Mistake(
            words: ["ingress/zzz"], bundle: plain,
            error: "Ingress default/zzz not found\nhint: the tenant cluster has no Ingresses; kubelb-ctl status -A"),
        Mistake(
            words: ["gw/x"], bundle: ingress,
            error: "Gateway default/x not found\nhint: the tenant cluster has no Gateways; kubelb-ctl status -A"),
        Mistake(
            words: ["httproute/web", "-n", "shop"], bundle: ingress,
            error: "HTTPRoute shop/web not found\nhint: Ingress shop/web exists: use ing/web\n"),
        Mistake(
            words: ["grpcroute/web"], bundle: gateway,
            error: "GRPCRoute default/web not found\nhint: Service default/web exists: use svc/web\n"),
        Mistake(
            words: ["kubelb"], bundle: gateway,
            error: "Service default/kubelb not found\nhint: Gateway shop/kubelb exists: use gateway/kubelb -n shop\n"),
        Mistake(
            words: ["ing/wbe", "-n", "shop"], bundle: ingress,
            error: "Ingress shop/wbe not found\nhint: did you mean shop/web?\n"),
        Mistake(
            words: ["ing/zzz", "-n", "shop"], bundle: ingress,
            error: "Ingress shop/zzz not found\nhint: Ingress objects: shop/web\n"),
        Mistake(
            words: ["svc/zzz"], bundle: ingress,
            error: "Service default/zzz not found\nhint: Services of type LoadBalancer: default/web\n"),
    ]

    @Test(arguments: mistakes) func errorsNameWhatExists(_ mistake: Mistake) async {
        for command in ["status", "trace", "verify", "events"] {
            let run = await run([command] + mistake.words + ["--from-bundle", mistake.bundle])
            #expect(run.status == .notFound && run.output.isEmpty, "\(command): \(run.output)")
            #expect(run.error.hasPrefix("error: \(mistake.error)"), "\(command): \(run.error)")
        }
    }

    @Test(arguments: [(ingress, "Ingress", "ing/web"), (gateway, "HTTPRoute", "httproute/web")])
    func servicesBehindLayerSevenNameIt(bundle: String, kind: String, argument: String) async {
        let words = ["web", "-n", "shop", "--from-bundle", bundle]
        let status = await run(["status"] + words)
        #expect(status.output.contains("IGNORED"), "\(status.output)")
        #expect(
            status.error.contains("note: \(kind) shop/web routes to Service shop/web: use \(argument) -n shop\n"),
            "\(status.error)")
        #expect(await run(["status", "-q"] + words).error.isEmpty)
        let verify = await run(["verify"] + words)
        #expect(verify.status == .notFound)
        #expect(verify.error.contains("hint: kubelb-ctl status ing,gateway,httproute,grpcroute -n shop"))
    }

    @Test func servicesThatNothingRoutesToHaveNoNote() async {
        let run = await run(["status", "kubernetes", "-n", "default", "--from-bundle", Self.ingress])
        #expect(run.output.contains("IGNORED") && run.error.isEmpty, "\(run.error)")
    }

    /// The object is shown all the same.
    @Test func theUIDOfARouteIsNotThatOfALoadBalancer() async {
        let uid = "45f64f5b-f9fc-4178-8da2-d8ff9fc33db2"
        let typed = await run(["status", "lb/\(uid)", "--from-bundle", Self.ingress])
        #expect(typed.status == .success && typed.output.contains("Ingress shop/web"), "\(typed.error)")
        #expect(typed.error.contains("note: no LoadBalancer has the UID \(uid)"), "\(typed.error)")
        #expect(typed.error.contains("use route/\(uid)"), "\(typed.error)")
        for words in [[uid], ["route/\(uid)"], ["lb/\(uid)", "-q"]] {
            let run = await run(["status"] + words + ["--from-bundle", Self.ingress])
            #expect(run.status == .success && run.error.isEmpty, "\(words): \(run.error)")
        }
        let unknown = await run(["status", "lb/00000000-0000-4000-8000-00000000feed", "--from-bundle", Self.ingress])
        #expect(unknown.status == .notFound)
        #expect(unknown.error.contains("hint: use route/00000000-0000-4000-8000-00000000feed if"), "\(unknown.error)")
    }
}
