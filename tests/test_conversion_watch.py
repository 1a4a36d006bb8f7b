from maskapp.conversion_watch import ConversionWatch


def test_it_is_cancelled_once_asked() -> None:
    watch = ConversionWatch()
    watch.report("reading", 1)
    assert not watch.is_cancelled
    watch.cancel()
    assert watch.is_cancelled
