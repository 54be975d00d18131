import Documents

/// What an API server says of itself: discovery and OpenAPI.
struct APIDescription: Sendable {
    let kinds: [ServedKind]

    /// The answer to a GET of `/api…`, `/apis…` (their roots, groups, versions) or `/openapi/…`; nil for any other path.
    func answer(to request: APIRequest) -> APIResponse? { nil }
}
