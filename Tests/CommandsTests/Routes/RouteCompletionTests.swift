import KubeLB
import Kubernetes
import Testing

@testable import Commands

@Suite struct RouteCompletionTests {
    private func words(_ typed: String, after arguments: [String] = []) -> [String] {
        var web = ObjectMeta()
        (web.namespace, web.name) = ("shop", "web")
        var api = ObjectMeta()
        (api.namespace, api.name) = ("shop", "api")
        return ServiceWords(typed: typed, arguments: arguments)
            .candidates(for: [.ingress: [web, api], .httpRoute: [api]]).map(\.word)
    }

    @Test func routesAreNamedByTheirUID() {
        let uid = "00000000-0000-4000-8000-000000000031"
        var route = Route()
        route.metadata.name = uid
        let words = ServiceWords(typed: "route/", arguments: [])
        #expect(words.candidates(for: [route]).map(\.word) == ["route/\(uid)"])
        let second = ServiceWords(typed: "", arguments: ["route", uid])
        #expect(second.wantsRoutes && second.candidates(for: [route]).isEmpty)
    }

    @Test func namesFollowTheKindThatIsTyped() {
        #expect(words("ing/") == ["ing/api", "ing/web"])
        #expect(words("ingresses/w") == ["ingresses/web"])
        #expect(words("shop/ingress/") == ["shop/ingress/api", "shop/ingress/web"])
        #expect(words("httpr") == ["httproute/api"])
        #expect(words("in") == ["ing/api", "ing/web", "ingress/api", "ingress/web"])
        #expect(words("ing/", after: ["ing/web"]) == ["ing/api"])
        #expect(words("", after: ["ing"]) == ["api", "web"])
        #expect(ServiceWords(typed: "route/", arguments: []).wantsRoutes)
        #expect(!ServiceWords(typed: "ro", arguments: []).wantsRoutes)
        // Nothing typed: Services.
        #expect(words("").isEmpty)
        #expect(words("svc/").isEmpty)
    }
}
