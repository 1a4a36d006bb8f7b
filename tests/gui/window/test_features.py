from tests.support.window_helpers import actions_below


def test_every_action_of_a_feature_is_in_a_menu(open_window) -> None:
    window = open_window()
    assert set(window.features.all_actions()) <= set(actions_below(window.menuBar()))
