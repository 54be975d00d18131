import KubeLB
import Kubernetes

/// How Layer 7 of a model begins, and what happens in it.
extension ModelWorld {
    /// `a-b` with `web` and `a` with `b-web` generate the same names.
    private static let places = [("shop", "web"), ("shop", "api"), ("a-b", "web"), ("a", "b-web"), ("blog", "web")]

    private mutating func kind() -> RouteKind {
        random.pick(servesGatewayAPI ? [.ingress, .ingress, .httpRoute, .gateway] : [.ingress]) ?? .ingress
    }

    /// A place that no source of the kind has.
    private mutating func place(for kind: RouteKind) -> (String, String) {
        let (namespace, name) = random.pick(Self.places) ?? ("shop", "web")
        let isTaken = sources.values.contains {
            $0.kind == kind && $0.metadata.namespace == namespace && (kind == .gateway || $0.metadata.name == name)
        }
        return isTaken ? ("\(namespace)-\(number())", name) : (namespace, name)
    }

    mutating func populateRoutes() {
        for _ in 0..<Int.random(in: 0...4, using: &random) { liveSource() }
        for _ in 0..<Int.random(in: 0...3, using: &random) { leavingSource() }
        for _ in 0..<Int.random(in: 0...2, using: &random) { leavingSecret() }
        guard setting != .paired else {
            // The kind went, and its CRD with it.
            if !servesGatewayAPI, random.oneIn(3) {
                expose(source(.httpRoute, "shop", "gone", created: past()), created: past())
            }
            return
        }
        for _ in 0..<Int.random(in: 1...3, using: &random) { liveForeignSource() }
        // Both cannot have written before the other CCM was down.
        if setting == .sharedQuietly, let addresses {
            let newest = foreignSources.values.compactMap(\.metadata.creationTimestamp).max()
            let newestSecret = foreignSecrets.values.compactMap(\.metadata.creationTimestamp).max()
            let written = addresses.metadata.managedFields.first?.time
            let end = [newest, newestSecret, written].compactMap { $0 }.max()
            let own = nodes.flatMap { $0.addresses.map(\.address) }
            writeAddresses(own, generation: 8, age: end.map { Int(Self.now.seconds(since: $0)) } ?? 0)
        }
        if setting == .mispaired {
            let known = Set(sources.keys)
            routes = routes.filter { !known.contains($0.key) }
            generated = generated.filter { key, object in
                object.metadata.owners.allSatisfy { owner in routes.values.contains { $0.metadata.uid == owner.uid } }
            }
            syncSecrets = syncSecrets.filter { tenantSecrets[$0.key] == nil }
        }
    }

    private mutating func liveSource() {
        let created = past()
        let kind = kind()
        let place = place(for: kind)
        var source = source(kind, place.0, place.1, created: created)
        if kind == .ingress, random.oneIn(3) {
            // The manager names the Secret that was synchronized.
            let secret = secret("tls-\(number())", created: created)
            source.spec.tls = Self.tls(secret)
            if random.oneIn(3) { tenantSecrets[secret] = nil }
        }
        sources[source.metadata.uid] = source
        if !random.oneIn(8) { expose(source, created: created.adding(seconds: 1)) }
    }

    private static func tls(_ secret: String) -> [IngressTLS] {
        decoded(Ingress.self, #"{"spec":{"tls":[{"hosts":["a.example.com"],"secretName":"\#(secret)"}]}}"#).spec.tls
    }

    private mutating func liveForeignSource() {
        let created = past()
        let kind = kind()
        let place = random.pick(Self.places) ?? ("shop", "web")
        let source = source(kind, place.0, place.1, created: created)
        foreignSources[source.metadata.uid] = source
        expose(source, created: created.adding(seconds: 1))
        if random.oneIn(2) { _ = secret("tls", created: created, isForeign: true) }
    }

    private mutating func leavingSource() {
        let created = random.oneIn(10) ? Self.now.adding(seconds: -2) : past()
        let kind = kind()
        let place = place(for: kind)
        var before = source(kind, place.0, place.1, created: created)
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1, 2: expose(before, created: created)
        case 3:  // Recreated under the same name.
            expose(before, created: created)
            let again = source(kind, place.0, place.1, created: created.adding(seconds: 30))
            sources[again.metadata.uid] = again
            if random.oneIn(2) { expose(again, created: created.adding(seconds: 31)) }
        case 4:  // Of a class or with a parent that the CCM no longer handles.
            expose(before, created: created)
            before.leaveKubeLB()
            if random.oneIn(2) { before.status = Self.statusElsewhere }
            sources[before.metadata.uid] = before
        default:  // The generated object alone.
            let lost = source(.ingress, "shop", "lost-\(number())", created: created)
            generate(lost, created: created, owner: nil)
        }
    }

    private mutating func leavingSecret() {
        let uid = secret(random.oneIn(2) ? "tls" : "tls-\(number())", created: past())
        tenantSecrets[uid] = nil
        if random.oneIn(4) { _ = secret("tls", created: past()) }
    }

    /// Something happens to Layer 7 while a clean-up runs. What needs an existing Route anew, under its name, is only created
    /// before everything is read: no client can see what happens between the last read and the deletion.
    mutating func happenToRoutes(beforeReads: Bool) {
        switch Int.random(in: 0..<7, using: &random) {
        case 0:
            let kind = beforeReads ? kind() : .ingress
            let place = beforeReads ? place(for: kind) : ("shop", "new-\(number())")
            let source = source(kind, place.0, place.1, created: Self.now)
            sources[source.metadata.uid] = source
            if setting != .mispaired, random.oneIn(2) { expose(source, created: Self.now) }
        case 1:  // Deleted as it should be.
            guard let uid = random.pick(sources.keys.sorted()) else { return }
            sources[uid] = nil
            routes[uid] = nil
        case 2:  // By force.
            guard let uid = random.pick(sources.keys.sorted()) else { return }
            sources[uid] = nil
        case 3:  // Returned to KubeLB: the CCM writes its Route.
            guard let uid = sources.filter({ !$0.value.isTaken }).keys.min() else { return }
            sources[uid]?.returnToKubeLB()
            let version = "\(number())"
            sources[uid]?.metadata.resourceVersion = version
            routes[uid]?.metadata.resourceVersion = version
        case 4:
            guard let name = random.pick(routes.keys.sorted()) else { return }
            let version = "\(number())"
            routes[name]?.metadata.resourceVersion = version
        case 5:
            guard let uid = random.pick(tenantSecrets.keys.sorted()) else { return }
            tenantSecrets[uid] = nil
        default: _ = secret("tls-\(number())", created: Self.now)
        }
    }
}
