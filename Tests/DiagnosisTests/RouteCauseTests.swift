import Sandbox
import Testing
import Topology

@testable import Diagnosis

/// What findings about objects of Layer 7 name as the cause, and what they offer.
@Suite struct RouteCauseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let code: CheckCode
        let example: String
        let says: [String]
        var fixes: [String] = []
        var avoids: [String] = []

        var testDescription: String { "\(code) \(example)" }
    }

    private static let cases = [
        Case(
            code: "G010", example: "a NetworkPolicy admits only the namespace of a former ingress controller",
            says: [
                "None of 2 nodes responds",
                "NetworkPolicy shop/former of the tenant cluster does not allow TCP 8080 from outside to the pods of Service "
                    + "shop/api",
            ],
            fixes: ["add a NetworkPolicy that allows the target ports of Service shop/api"], avoids: ["firewall"]),
        Case(
            code: "G010", example: "a NetworkPolicy admits any address, and no node responds",
            says: ["None of 2 nodes responds"], fixes: ["firewall"], avoids: ["NetworkPolicy"]),
        Case(
            code: "G011", example: "an Ingress leads to a port named https, and every request is answered with 400",
            says: [
                "Backend shop/api of Ingress shop/site expects TLS on port",
                "ingress-nginx and the tenant's Envoy send plain HTTP to it: 3 of 3 requests were answered with 400",
            ]),
        Case(
            code: "G008",
            example: "a GRPCRoute is on a listener whose certificate overlaps with that of another one",
            says: [
                "gRPC over TLS to GRPCRoute shop/rpc fails", "listener rpc of Gateway shop/kubelb overlaps",
                "offers HTTP/1.1 only",
            ], fixes: ["certificate for its own host", "alpnProtocols"]),
        Case(
            code: "G017", example: "the load balancer terminates TLS and sends plain HTTP to the HTTPS port",
            says: [
                "ingress-nginx answers requests to Ingress shop/site with 400",
                "terminates TLS (annotation service.beta.kubernetes.io/aws-load-balancer-ssl-cert)",
                "port 443, targetPort https",
            ], fixes: ["set the targetPort of port 443"]),
        Case(
            code: "G017", example: "Traefik does not find a Middleware of the tenant cluster",
            says: [
                "does not find middleware shop-auth@kubernetescrd",
                "annotation traefik.ingress.kubernetes.io/router.middlewares of Ingress shop/site",
            ], fixes: ["create the middleware in the management cluster"]),
        Case(
            code: "G017", example: "Traefik has no certificate resolver of the name",
            says: ["does not find certificate resolver letsencrypt", "serves its default certificate"],
            fixes: ["let the annotation name one of the Traefik in the management cluster"], avoids: ["kubernetescrd"]),
        Case(
            code: "G017", example: "Traefik skips a certificate resolver",
            says: ["Traefik skips that resolver", "permissions 660 for /data/acme.json are too open"],
            avoids: ["or configure certificate resolver"]),
        Case(
            code: "G017", example: "the connections of ingress-nginx are used up",
            says: ["its connections are used up", "1024 worker_connections are not enough"],
            fixes: ["raise max-worker-connections"]),
        Case(
            code: "G019", example: "the path of the health check is not found",
            says: [
                "its health check of /actuator/health (annotation haproxy.org/check-http) fails",
                "Layer7 wrong status, code: 404", "503 (4 requests in its log)",
            ], fixes: ["set haproxy.org/check-http to a path"], avoids: ["allow connections"]),
        Case(
            code: "G019", example: "the health checks time out", says: ["Layer4 timeout"], fixes: ["allow connections"]),
        Case(
            code: "G015", example: "the keys of tokens are at a Service of the tenant cluster",
            says: [
                "SecurityPolicy tenant-acme/login", "fetch the keys of tokens (JWKS) from Service auth/keycloak",
                "answer every request with 401",
            ], fixes: ["name an address that the management cluster can reach"]),
    ]

    @Test(arguments: cases)
    func words(wanted: Case) throws {
        let check = try #require(Catalogue.check(wanted.code))
        let example = try #require(check.documentation.examples.first { $0.name == wanted.example })
        let topology = try MemoryBundle(example).topology()
        let finding = try #require(Diagnosis(of: topology, checks: [check]).findings.first)
        let fixes = finding.remedies.filter { $0.role != .inspect }.map { "\($0.text) \($0.command?.text ?? "")" }
            .joined(separator: "\n")
        for text in wanted.says { #expect(finding.message.contains(text), "\(finding.message)") }
        for text in wanted.fixes { #expect(fixes.contains(text), "\(fixes)") }
        for text in wanted.avoids {
            #expect(!finding.message.contains(text) && !fixes.contains(text), "\(finding.message)\n\(fixes)")
        }
    }
}
