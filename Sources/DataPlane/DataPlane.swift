#if Sandbox
    import NIOCore
#endif
