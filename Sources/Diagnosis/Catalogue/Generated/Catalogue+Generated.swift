extension Catalogue {
    static let generated: [any Check] = [
        G001NobodyServes(), G002GatewayClass(), G003AnnotationsDropped(), G004TwoGateways(), G005NoAddress(),
        G006Collision(), G007RouteRefused(), G008ListenerProblem(), G009StaleAnnotation(), G010NoNodeAnswers(),
        G011BackendProtocol(), G012BodyTooLarge(), G013ClientsDenied(), G014EnvoyUnreachable(),
        G015AuthUnresolved(), G016PolicyRefused(), G017ControllerFails(), G018AnnotationUnused(),
        G019HealthChecksFail(), G020NoRuleMatches(), G021ProxyEndsRequests(),
    ]
}
