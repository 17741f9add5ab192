"""The pad's looks: how its parts stand, on a phone and on a wide page, in light and in dark.

The sheet is white paper in either theme; all else takes its colours from JupyterLab's theme.
"""

from . import style

CSS = f"""
.nnlib-app {{
  --nnlib-text: var(--jp-ui-font-color1, {style.INK});
  --nnlib-quiet: var(--jp-ui-font-color2, {style.MUTED});
  --nnlib-line: var(--jp-border-color1, {style.CONTOUR});
  --nnlib-ground: var(--jp-layout-color2, {style.GRID});
  --nnlib-accent: {style.BLUE};
  --nnlib-warning: {style.VERMILION};
  --jp-widgets-inline-width: auto;
  color: var(--nnlib-text); gap: 20px; padding: 4px; max-width: 908px; overflow: visible;
  font-size: 14px; line-height: 20px;
}}
[data-jp-theme-light="false"] .nnlib-app {{
  --nnlib-accent: {style.SKY}; --nnlib-warning: {style.ORANGE}; }}
.nnlib-app, .nnlib-app .widget-box {{ overflow: visible; }}
.nnlib-app .jupyter-widgets {{ margin: 0; }}
.nnlib-app .widget-html, .nnlib-app .widget-html-content {{
  height: auto; line-height: 20px; font-size: 14px; color: var(--nnlib-text);
  white-space: normal; align-self: stretch; }}
.nnlib-columns {{ display: flex; flex-flow: row wrap; gap: 24px 28px; align-items: flex-start; }}
.nnlib-column {{ display: flex; flex-flow: column; gap: 10px; width: 280px; max-width: 100%; }}
.nnlib-row {{ display: flex; flex-flow: row wrap; gap: 12px 32px; align-items: flex-start; }}
.nnlib-column .nnlib-row {{ gap: 8px; flex-wrap: nowrap; }}
.nnlib-column .nnlib-row button {{ flex: 1; }}

.nnlib-pad canvas {{ background: {style.PAPER}; border-radius: 8px; cursor: crosshair;
  touch-action: none; outline: 1px solid {style.MUTED}; }}
.nnlib-picture {{ image-rendering: pixelated; border-radius: 4px; background: {style.PAPER};
  outline: 1px solid var(--nnlib-line); }}
.nnlib-app button {{ height: 34px; width: auto; padding: 0 12px; margin: 0;
  border-radius: 6px; font: inherit; line-height: 32px; cursor: pointer;
  border: 1px solid var(--nnlib-line); background: var(--nnlib-ground);
  color: var(--nnlib-text); box-shadow: none; }}
.nnlib-app button:disabled {{ opacity: .45; cursor: default; }}
.nnlib-app button:hover:enabled {{ border-color: var(--nnlib-accent); }}
.nnlib-app button.mod-active {{ background: var(--nnlib-accent);
  color: var(--jp-layout-color0, {style.PAPER}); border-color: var(--nnlib-accent); }}
.nnlib-app button:focus-visible, .nnlib-app select:focus-visible, .nnlib-app input:focus-visible,
.nnlib-app .noUi-handle:focus-visible {{
  outline: 3px solid var(--nnlib-accent) !important; outline-offset: 2px; }}
.nnlib-app canvas:focus-visible {{ outline: 2px solid var(--nnlib-accent); }}
.nnlib-app .widget-label, .nnlib-app .widget-label-basic {{ width: auto; color: var(--nnlib-text);
  font-size: 14px; margin-right: 8px; }}
.nnlib-app .widget-hslider {{ width: 150px; flex-flow: column; align-items: stretch; }}
.nnlib-app .widget-hslider .widget-label {{ text-align: left; line-height: 20px; height: 20px; }}
.nnlib-app .widget-hslider .slider-container {{ margin: 14px 8px 0; }}
.nnlib-app .widget-toggle-buttons {{ width: auto; max-width: 100%; flex-flow: row wrap; }}
.nnlib-app .widget-toggle-buttons .widget-toggle-button {{ margin: 0; }}
.nnlib-app .widget-toggle-buttons > div {{ display: flex; flex-flow: row wrap; gap: 4px; }}
.nnlib-app > .widget-toggle-button {{ align-self: flex-start; }}
.nnlib-digits {{ display: grid; grid-template-columns: repeat(5, 1fr); gap: 6px; width: 100%; }}
.nnlib-digits button {{ padding: 0; }}

.nnlib-answer {{ display: flex; gap: 20px; align-items: center; min-height: 84px; }}
.nnlib-prediction {{ font-size: 84px; line-height: 84px; font-weight: 600; min-width: 54px; }}
.nnlib-remark {{ color: var(--nnlib-quiet); line-height: 20px; }}
.nnlib-app .nnlib-message .widget-html-content {{ min-height: 0; color: var(--nnlib-quiet); }}
.nnlib-bars, .nnlib-measures {{ border-spacing: 0; font-variant-numeric: tabular-nums;
  width: 100%; font-size: 14px; }}
.nnlib-bars th, .nnlib-measures th {{ font-weight: 400; text-align: left; white-space: nowrap;
  padding: 0 10px 0 0; }}
.nnlib-bars td, .nnlib-measures td {{ padding: 0; line-height: 20px; white-space: nowrap; }}
.nnlib-bars td:last-child {{ padding-left: 10px; text-align: right; }}
.nnlib-bars .track {{ width: 99%; }}
.nnlib-bars .bar {{ height: 12px; border-radius: 2px; background: var(--nnlib-quiet); }}
.nnlib-bars .best .bar {{ background: var(--nnlib-accent); }}
.nnlib-bars .best th, .nnlib-bars .best td {{ font-weight: 700; }}
.nnlib-measures .scale {{ position: relative; width: 99%; }}
.nnlib-measures td:last-child {{ padding-left: 10px; }}
.nnlib-measures .usual, .nnlib-measures .mark {{ position: absolute; display: block; }}
.nnlib-measures .usual {{ top: 6px; height: 8px; border-radius: 2px;
  background: var(--nnlib-line); }}
.nnlib-measures .mark {{ top: 2px; height: 16px; width: 3px; margin-left: -1px; border-radius: 1px;
  background: var(--nnlib-accent); }}
.nnlib-measures .outside .mark {{ background: var(--nnlib-warning); }}
.nnlib-measures .outside td, .nnlib-measures .outside th {{ font-weight: 700; }}
.nnlib-inside {{ gap: 16px; }}
.nnlib-inside .nnlib-row {{ gap: 12px 24px; }}
.nnlib-inside .nnlib-row .nnlib-row {{ flex-wrap: nowrap; gap: 12px; }}
.nnlib-inside .widget-vbox {{ gap: 8px; width: 420px; max-width: 100%; }}
.nnlib-inside .widget-dropdown {{ width: auto; align-self: flex-start; }}
.nnlib-inside .widget-dropdown select {{ width: auto; }}
.nnlib-inside button {{ align-self: flex-start; }}
.nnlib-inside .swatch {{ display: inline-block; width: 10px; height: 10px; }}
"""
