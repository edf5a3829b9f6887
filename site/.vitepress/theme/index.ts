import DefaultTheme from 'vitepress/theme-without-fonts';
import type { Theme } from 'vitepress';
import 'katex/dist/katex.min.css';
import DrawnCurve from './DrawnCurve.vue';
import NotebookFigure from './NotebookFigure.vue';
import StillImage from './StillImage.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    // The components of the pages that site/src writes. Plotly's own sliders and frames come with a figure's JSON; a component that computes
    // in the browser stands where a notebook's text has the comment <!-- site: Name -->.
    app.component('DrawnCurve', DrawnCurve);
    app.component('NotebookFigure', NotebookFigure);
    app.component('StillImage', StillImage);
  },
} satisfies Theme;
